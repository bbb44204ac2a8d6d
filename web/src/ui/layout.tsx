/** Pieces that pages are laid out with: tabs, panel, notices, empty states, timeline, facts. */
import "./layers.css";
import { CircleAlert, Info, TriangleAlert, CircleCheck, type LucideIcon } from "lucide-react";
import { useEffect, useRef, type CSSProperties, type KeyboardEvent, type ReactNode } from "react";

export interface Tab {
  id: string;
  label: string;
  count?: number;
  /** Before the label. */
  icon?: LucideIcon;
  /** Shown on hover. */
  tip?: string;
}

interface TabsProps {
  label: string;
  tabs: Tab[];
  value: string;
  onChange: (id: string) => void;
  /** pill: saved views; line: parts of a record. */
  kind?: "pill" | "line";
  /** At the right end. */
  aside?: ReactNode;
  className?: string;
}

/** One row of tabs; arrow keys move and choose. */
export function Tabs({ label, tabs, value, onChange, kind = "line", aside, className }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  // Where the tabs are wider than the page, the chosen one is in sight.
  useEffect(() => {
    void list.current?.querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [value]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[tabs.indexOf(next)]?.focus();
  };
  return (
    <div className={`${kind === "pill" ? "tabs" : "utabs"} ${className ?? ""}`}>
      <div ref={list} role="tablist" aria-label={label} style={{ display: "contents" }} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button key={tab.id} type="button" role="tab" aria-selected={tab.id === value} tabIndex={tab.id === value ? 0 : -1} className={kind === "pill" ? "tab" : "utab"} title={tab.tip} onClick={() => onChange(tab.id)}>
            {tab.icon ? <tab.icon className="s t3" aria-hidden /> : null}
            {tab.label}
            {tab.count === undefined ? null : <i>{tab.count}</i>}
          </button>
        ))}
      </div>
      {aside}
    </div>
  );
}

const NOTICE_ICON = { info: Info, warn: TriangleAlert, bad: CircleAlert, ok: CircleCheck };

interface NoticeProps {
  tone: keyof typeof NOTICE_ICON;
  children: ReactNode;
  /** A link or a button at the right. */
  action?: ReactNode;
  /** Across the page, without rounded corners. */
  strip?: boolean;
}

/** What the reader must know here. Bad news is announced at once. */
export function InlineNotice({ tone, children, action, strip }: NoticeProps) {
  const Icon = NOTICE_ICON[tone];
  return (
    <div className={`notice ${tone} ${strip ? "strip" : ""}`} role={tone === "bad" ? "alert" : "status"}>
      <Icon aria-hidden />
      <span className="grow">{children}</span>
      {action ? <span className="push">{action}</span> : null}
    </div>
  );
}

/** Nothing here yet: one sentence on what will be, and the next step. */
export function EmptyState({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {actions ? <div className="actions">{actions}</div> : null}
    </div>
  );
}

export interface TimelineEntry {
  id: string;
  title: ReactNode;
  detail?: ReactNode;
  time: string;
  /** What may be done with it. */
  end?: ReactNode;
}

/** What happened, newest first. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol className="timeline">
      {entries.map((entry, i) => (
        <li key={entry.id} className={i === 0 ? "first" : ""}>
          <div className="row gap8">
            <span className="grow">{entry.title}</span>
            {entry.end}
            <span className="t3 f12 num nowrap">{entry.time}</span>
          </div>
          {entry.detail ? <div className="t3 f12">{entry.detail}</div> : null}
        </li>
      ))}
    </ol>
  );
}

/** Label and value, label in grey. */
export function Facts({ items, labelWidth = 84 }: { items: { label: string; value: ReactNode }[]; labelWidth?: number }) {
  return (
    <dl className="kv" style={{ "--label": `${labelWidth}px` } as CSSProperties}>
      {items.map((item) => (
        <FactRow key={item.label} {...item} />
      ))}
    </dl>
  );
}

function FactRow({ label, value }: { label: string; value: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
