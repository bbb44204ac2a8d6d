import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { Field } from "../../../../ui/Field";
import { Picker } from "../../../../ui/Picker";
import { useContracts } from "../queries";
import type { Contract } from "../types";

interface ContractFieldProps {
  /** Contracts of whoever paid: offered before anything is typed. */
  theirs: Contract[];
  value: string;
  onChange: (contract: string) => void;
  error?: string;
  note?: string;
}

/** The contract that money is for, found by number, title or customer. */
export function ContractField({ theirs, value, onChange, error, note }: ContractFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const found = useContracts(text);
  const [chosen, setChosen] = useState("");
  const offered = text.trim() === "" && theirs.length > 0 ? theirs : (found.data ?? []);
  const named = theirs.find((c) => c.id === value);
  const options = offered.map((c) => ({
    value: c.id,
    label: wordsFor(c),
    render: <span className="row gap8"><span className="ell">{c.title}</span><span className="t3 f12 num">{c.number}</span><span className="push t2 num">{c.amount ? formatWan(c.amount.amount) : null}</span></span>,
  }));
  return (
    <Field label={t("receipts.contract")} required error={error} note={note}>
      {(control) => (
        <Picker {...control} label={t("receipts.contract")} placeholder={t("receipts.find")} chosen={chosen || (named ? wordsFor(named) : "")} options={options} onText={setText} onPick={(o) => {
          setChosen(o.label);
          onChange(o.value);
        }} />
      )}
    </Field>
  );
}

const wordsFor = (c: Contract): string => `${c.number} ${c.title}`;
