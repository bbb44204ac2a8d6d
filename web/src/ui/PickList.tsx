import { useState } from "react";
import { useSettled } from "../lib/hooks";
import { offered, type Match, type PickSource } from "../lib/pick";
import { Person } from "./marks";
import { OptionList } from "./OptionList";
import { useChosen, useFound } from "./pick";

interface PickListProps {
  label: string;
  source: PickSource;
  selected: string[];
  multiple?: boolean;
  /** Not offered. */
  except?: string[];
  /** Offered first, also to whom the server shows nobody. */
  known?: Match[];
  onPick: (match: Match) => void;
}

const NONE: Match[] = [];

/** A list box over very many: what is typed is found by the server. */
export function PickList({ label, source, selected, multiple, except = [], known = NONE, onPick }: PickListProps) {
  const [text, setText] = useState("");
  const settled = useSettled(text, 150);
  const { found, busy } = useFound(source, settled);
  const chosen = useChosen([{ source, ids: selected }]);
  const matches = offered(settled, [...known, ...chosen.filter((c) => !known.some((k) => k.id === c.id))], found).filter((m) => !except.includes(m.id));
  const pick = (id: string): void => {
    const match = matches.find((m) => m.id === id);
    if (match) onPick(match);
  };
  return <OptionList label={label} options={matches.map((m) => ({ value: m.id, label: m.name, render: <MatchLine match={m} people={source.people} /> }))} selected={selected} multiple={multiple} onPick={pick} onText={setText} busy={busy} />;
}

function MatchLine({ match: m, people }: { match: Match; people?: boolean }) {
  return <span className="row gap8">{people ? <Person name={m.name} /> : <span className="ell">{m.name}</span>}{m.line ? <span className="t3 f12 ell" aria-hidden>{m.line}</span> : null}</span>;
}
