import type { Match, PickSource } from "../lib/pick";
import { Person } from "./marks";
import { useChosen } from "./pick";
import { PickList } from "./PickList";
import { SelectBox, type SelectControl } from "./SelectBox";

interface PickSelectProps extends SelectControl {
  source: PickSource;
  /** An id, "" for none. */
  value: string;
  onChange: (id: string, match: Match) => void;
  /** Not offered. */
  except?: string[];
  /** Offered first, also to whom the server shows nobody. */
  known?: Match[];
}

/** One of very many: the list searches on the server. */
export function PickSelect({ source, value, onChange, except, known, ...box }: PickSelectProps) {
  const told = known?.find((m) => m.id === value);
  const chosen = useChosen([{ source, ids: value === "" || told ? [] : [value] }])[0] ?? told;
  const list = (done: () => void) => (
    <PickList
      label={box.label}
      source={source}
      selected={value === "" ? [] : [value]}
      except={except}
      known={known}
      onPick={(match) => {
        onChange(match.id, match);
        done();
      }}
    />
  );
  return <SelectBox {...box} chosen={chosen ? (source.people ? <Person name={chosen.name} /> : chosen.name) : null} list={list} />;
}
