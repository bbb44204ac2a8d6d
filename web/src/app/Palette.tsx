import "../ui/shell.css";
import { useNavigate } from "@tanstack/react-router";
import { Command as Cmdk } from "cmdk";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "../api/types";
import { isEnabled, keycaps, useCommandList, type Command } from "../lib/commands";
import { useSettled } from "../lib/hooks";
import type { RecordKind } from "../lib/module";
import { KeyCap } from "../ui/KeyCap";
import { literalMatch, markParts, matchCommands } from "./palette.model";
import { modules } from "./modules";
import { useSearch } from "./queries";

const kinds = new Map(modules.flatMap((m) => m.kinds ?? []).map((k) => [k.kind, k]));

/** Ctrl+K: records first, then pages and verbs. ">" shows verbs only. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const settled = useSettled(text.trim(), 120);
  const commandsOnly = text.startsWith(">");
  const hits = useSearch(commandsOnly ? "" : settled);
  useEffect(() => {
    ref.current?.showModal();
    ref.current?.querySelector("input")?.focus();
  }, []);

  const openHit = (hit: SearchHit, full: boolean): void => {
    const kind = kinds.get(hit.kind);
    if (!kind) return;
    onClose();
    void navigate(full ? { to: kind.full(hit.id) } : { ...kind.panel(hit.id), search: kind.panel(hit.id).search as never });
  };
  const found = commandsOnly || text.trim() === "" ? [] : (hits.data?.items ?? []);
  const verbs = matchCommands(useCommandList().filter((c) => c.group !== undefined), commandsOnly ? text.slice(1) : text);
  const full = useRef(false);

  return (
    <dialog ref={ref} className="palette" aria-label={t("palette.open")} onCancel={onClose} onClose={onClose} onClick={(e) => e.target === ref.current && onClose()} onKeyDownCapture={(e) => (full.current = e.ctrlKey || e.metaKey)}>
      <Cmdk shouldFilter={false} loop label={t("palette.open")}>
        <div className="palette-head">
          <Search aria-hidden />
          <Cmdk.Input value={text} onValueChange={setText} placeholder={t("palette.placeholder")} />
          <KeyCap>Esc</KeyCap>
        </div>
        <Cmdk.List>
          {text.trim() !== "" && !hits.isFetching ? <Cmdk.Empty>{t("palette.nothing", { text })}</Cmdk.Empty> : null}
          {[...new Set(found.map((h) => h.kind))].map((kind) => (
            <Hits key={kind} kind={kinds.get(kind)} hits={found.filter((h) => h.kind === kind)} text={settled} onOpen={(hit) => openHit(hit, full.current)} />
          ))}
          {[...new Set(verbs.map((c) => c.group))].map((group) => (
            <Cmdk.Group key={group} heading={group}>
              {verbs.filter((c) => c.group === group).map((c) => <Verb key={c.id} command={c} onRun={onClose} />)}
            </Cmdk.Group>
          ))}
        </Cmdk.List>
        <Foot />
      </Cmdk>
    </dialog>
  );
}

function Hits({ kind, hits, text, onOpen }: { kind?: RecordKind; hits: SearchHit[]; text: string; onOpen: (hit: SearchHit) => void }) {
  const { t } = useTranslation();
  if (!kind) return null;
  return (
    <Cmdk.Group heading={t(kind.label)}>
      {hits.map((hit) => (
        <Cmdk.Item key={hit.id} value={`${hit.kind}/${hit.id}`} onSelect={() => onOpen(hit)}>
          <kind.icon aria-hidden />
          <span>{markParts(hit.title, literalMatch(hit.title, text.trim())).map((p, i) => (p.marked ? <mark key={i}>{p.text}</mark> : p.text))}</span>
          <span className="t3 f12 ell">{hit.subtitle}</span>
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}

function Verb({ command, onRun }: { command: Command; onRun: () => void }) {
  const Icon = command.icon;
  const run = (): void => {
    onRun();
    command.perform();
  };
  return (
    <Cmdk.Item value={command.id} disabled={!isEnabled(command)} onSelect={run}>
      {Icon ? <Icon aria-hidden /> : <span style={{ width: 16 }} />}
      <span>{command.label}</span>
      {command.reason ? <span className="t3 f12">{command.reason}</span> : null}
      <span className="keys">{command.shortcut ? keycaps(command.shortcut).map((k) => <KeyCap key={k}>{k}</KeyCap>) : null}</span>
    </Cmdk.Item>
  );
}

function Foot() {
  const { t } = useTranslation();
  return (
    <div className="palette-foot" aria-hidden>
      <span><KeyCap>↑</KeyCap><KeyCap>↓</KeyCap>{t("palette.choose")}</span>
      <span><KeyCap>Enter</KeyCap>{t("palette.panel")}</span>
      <span><KeyCap>Ctrl</KeyCap><KeyCap>Enter</KeyCap>{t("palette.full")}</span>
      <span className="push"><KeyCap>&gt;</KeyCap>{t("palette.only")}</span>
    </div>
  );
}
