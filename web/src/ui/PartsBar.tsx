import "./parts.css";

export interface BarPart {
  id: string;
  label: string;
  /** How wide it is beside the others. */
  weight: number;
  /** Beside the label: "20%". */
  value: string;
  /** Below it. */
  note?: string;
  /** A status colour; without one, parts go from dark to light in their order. */
  tone?: "paid" | "bad" | "later" | "none";
}

const TONE = { paid: "var(--chart-1)", bad: "var(--bad)", later: "var(--chart-3)", none: "var(--chart-5)" };

/** A whole and its parts: one bar to scale, and the parts in words below it. */
export function PartsBar({ parts, legend = true }: { parts: BarPart[]; legend?: boolean }) {
  const shade = (p: BarPart, i: number): string => (p.tone ? TONE[p.tone] : `var(--chart-${1 + Math.min(3, Math.round((i * 3) / Math.max(1, parts.length - 1)))})`);
  return (
    <>
      <div className="parts-bar" aria-hidden>{parts.map((p, i) => (p.weight > 0 ? <i key={p.id} style={{ flexGrow: p.weight, background: shade(p, i) }} /> : null))}</div>
      {legend ? (
        <ul className="parts-legend">
          {parts.map((p, i) => <li key={p.id}><span className="row gap6"><i style={{ background: shade(p, i) }} aria-hidden /><span>{p.label}</span><b className="num">{p.value}</b></span>{p.note ? <span className="t3 f12 num">{p.note}</span> : null}</li>)}
        </ul>
      ) : null}
    </>
  );
}
