import type { Option } from "./options";
import { OptionList } from "./OptionList";
import { SelectBox, type SelectControl } from "./SelectBox";

interface SelectProps extends SelectControl {
  value: string;
  options: Option[];
  onChange: (value: string) => void;
}

/** One choice of a list. */
export function Select({ value, options, onChange, ...box }: SelectProps) {
  const chosen = options.find((o) => o.value === value);
  const list = (done: () => void) => (
    <OptionList
      label={box.label}
      options={options}
      selected={value === "" ? [] : [value]}
      onPick={(picked) => {
        onChange(picked);
        done();
      }}
    />
  );
  return <SelectBox {...box} chosen={chosen ? (chosen.render ?? chosen.label) : null} list={list} />;
}
