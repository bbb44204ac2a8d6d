/** Small marks that carry a meaning: pill, dot, ring, avatar, bar, masked values. */
import "./marks.css";
import { Link } from "@tanstack/react-router";
import { Eye, EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatMobile } from "../lib/format";
import { IconButton } from "./Button";
import { useTooltip } from "./Tooltip";

export type Tone = "accent" | "ok" | "warn" | "bad" | "mute";

/** A state's own name on its tint. At most two beside a title. */
export function Pill({ tone = "mute", outline, dot, children }: { tone?: Tone; outline?: boolean; dot?: boolean; children: ReactNode }) {
  return (
    <span className={`pill ${outline ? "outline" : tone}`}>
      {dot ? <span className={`dot ${tone}`} /> : null}
      {children}
    </span>
  );
}

/** Dot and word, for dense rows: a colour never stands alone. */
export function StatusDot({ tone = "mute", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="status">
      <span className={`dot ${tone}`} />
      <span className="ell">{children}</span>
    </span>
  );
}

/** How far a record has come: dotted at first, then filling by quarters; an outcome gets a tick, a cross or a bar. */
export type StageShape = 0 | 1 | 2 | 3 | "won" | "lost" | "void";

const FILL = [0, 0.35, 0.62, 0.85];

export function StageRing({ shape, children }: { shape: StageShape; children: ReactNode }) {
  return (
    <span className="status">
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden>
        {typeof shape === "number" ? <RingFill quarter={shape} /> : <RingOutcome shape={shape} />}
      </svg>
      {children}
    </span>
  );
}

function RingFill({ quarter }: { quarter: 0 | 1 | 2 | 3 }) {
  const length = 2 * Math.PI * 1.9 * (FILL[quarter] ?? 0);
  return (
    <>
      <circle cx="7" cy="7" r="6" stroke="var(--accent)" strokeWidth="1.4" strokeDasharray={quarter === 0 ? "2.2 1.6" : undefined} opacity={quarter === 0 ? 0.75 : 1} />
      {quarter > 0 ? <circle cx="7" cy="7" r="1.9" stroke="var(--accent)" strokeWidth="3.8" strokeDasharray={`${length} 99`} transform="rotate(-90 7 7)" /> : null}
    </>
  );
}

function RingOutcome({ shape }: { shape: "won" | "lost" | "void" }) {
  if (shape === "won") {
    return (
      <>
        <circle cx="7" cy="7" r="6.7" fill="var(--ok)" />
        <path d="M4.2 7.2l2 2 3.6-4" stroke="var(--bg)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      </>
    );
  }
  const colour = shape === "lost" ? "var(--bad)" : "var(--mute)";
  return (
    <>
      <circle cx="7" cy="7" r="6" stroke={colour} strokeWidth="1.4" />
      <path d={shape === "lost" ? "M5 5l4 4M9 5l-4 4" : "M4.5 7h5"} stroke={colour} strokeWidth="1.4" strokeLinecap="round" />
    </>
  );
}

/** One character of a Chinese name, two initials of a Latin one. */
export function initials(name: string): string {
  const trimmed = name.trim();
  if (!/^[\p{Script=Latin}\s.'-]+$/u.test(trimmed)) return trimmed.slice(0, 1);
  const words = trimmed.split(/[\s-]+/);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

export function Avatar({ name, size = "normal", self }: { name: string; size?: "small" | "normal" | "large"; self?: boolean }) {
  return (
    <span className={`avatar ${size === "normal" ? "" : size} ${self ? "self" : ""}`} aria-hidden>
      {initials(name)}
    </span>
  );
}

/** Avatar and name. */
export function Person({ name }: { name: string }) {
  return (
    <span className="person">
      <Avatar name={name} size="small" />
      <span className="ell">{name}</span>
    </span>
  );
}

/** A share from 0 to 1, with marks at limits. `label` says it in words. */
export function ProgressBar({ share, tone = "accent", marks = [], label }: { share: number; tone?: Tone; marks?: number[]; label: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  return (
    <span className="bar" role="progressbar" aria-label={label} aria-valuenow={Math.round(percent)} aria-valuemin={0} aria-valuemax={100}>
      <i className={tone} style={{ width: `${percent}%` }} />
      {marks.map((at) => (
        <em key={at} style={{ left: `${at * 100}%` }} />
      ))}
    </span>
  );
}

/** A number that opens the list behind it; the tip says how many records that is. */
export function FigureLink({ to, search, tip, children }: { to: string; search?: Record<string, string>; tip?: string; children: ReactNode }) {
  const bubble = useTooltip<HTMLAnchorElement>(tip ?? "");
  return (
    <>
      <Link to={to} search={search as never} className="figure" {...bubble.anchor}>
        {children}
      </Link>
      {bubble.bubble}
    </>
  );
}

/** A value that is partly hidden: 199 •••• ••13 and, with the right, an eye that asks why. */
export function MaskedValue({ value, onReveal }: { value: string; onReveal?: () => void }) {
  const { t } = useTranslation();
  return (
    <span className="masked">
      {formatMobile(value)}
      {onReveal ? <IconButton icon={Eye} size="small" label={t("ui.reveal")} onClick={onReveal} /> : null}
    </span>
  );
}

/** A value the reader may not see. It keeps its place. */
export function Restricted() {
  const { t } = useTranslation();
  return (
    <span className="restricted">
      <EyeOff className="s" aria-hidden />
      {t("ui.restricted")}
    </span>
  );
}

/** A grey bar where content will be. Show it only after 300 ms. */
export function Skeleton({ width }: { width: number | string }) {
  return <span className="skeleton" style={{ width }} />;
}
