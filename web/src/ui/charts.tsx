import "./marks.css";

/** A tiny line of values, for a trend beside its number. */
export function Sparkline({ values, label, width = 72, height = 20 }: { values: number[]; label: string; width?: number; height?: number }) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (i: number): number => (values.length < 2 ? width / 2 : (i / (values.length - 1)) * (width - 2) + 1);
  const y = (v: number): number => (high === low ? height / 2 : height - 2 - ((v - low) / (high - low)) * (height - 4));
  const path = values.map((v, i) => `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join("");
  return (
    <svg className="sparkline" width={width} height={height} role="img" aria-label={label}>
      <path d={path} fill="none" stroke="var(--chart-2)" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}

export interface Bar {
  label: string;
  value: number;
  alarming?: boolean;
}

interface BarsProps {
  bars: Bar[];
  /** Top of the axis. */
  max: number;
  /** Dashed line: an agreed value. */
  target?: number;
  label: string;
}

const STEP = 40;
const LEFT = 26;
const BASE = 86;
const TOP = 14;

/** Vertical bars with direct labels, for fewer than a dozen values. */
export function Bars({ bars, max, target, label }: BarsProps) {
  const width = LEFT + bars.length * STEP + 6;
  const y = (v: number): number => BASE - (v / max) * (BASE - TOP);
  return (
    <svg width={width} height="112" viewBox={`0 0 ${width} 112`} fontSize="11" className="num" role="img" aria-label={label}>
      {[max, max / 2].map((v) => (
        <path key={v} d={`M${LEFT} ${y(v)}H${width}`} stroke="var(--gridline)" />
      ))}
      <path d={`M${LEFT} ${BASE}H${width}`} stroke="var(--axis)" />
      {[max, max / 2, 0].map((v) => (
        <text key={v} x={20} y={y(v) + 4} textAnchor="end" fill="var(--text-3)">{v}</text>
      ))}
      {bars.map((bar, i) => (
        <g key={bar.label} textAnchor="middle">
          <rect x={LEFT + 10 + i * STEP} y={y(bar.value)} width="22" height={BASE - y(bar.value)} rx="2" fill={bar.alarming ? "var(--bad)" : "var(--chart-2)"} />
          <text x={LEFT + 21 + i * STEP} y={y(bar.value) - 4} fill={bar.alarming ? "var(--bad-text)" : "var(--text)"}>{bar.value}</text>
          <text x={LEFT + 21 + i * STEP} y={103} fill="var(--text-3)">{bar.label}</text>
        </g>
      ))}
      {target === undefined ? null : <path d={`M${LEFT} ${y(target)}H${width}`} stroke="var(--text-2)" strokeDasharray="3 3" />}
    </svg>
  );
}
