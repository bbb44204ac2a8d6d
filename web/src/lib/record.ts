/**
 * What every record page offers and one feature draws: the story of a record,
 * and a place to write what happened. Features never import each other, so the
 * shell hands these parts down (see app/Shell).
 */
import type { LucideIcon } from "lucide-react";
import { createContext, use, type ComponentType, type ReactNode } from "react";
import type { TermsDraft } from "./terms";

/** A record as the API names it. */
export interface RecordRef {
  kind: string;
  id: string;
}

/** What a composer starts with when a verb opens it. */
export interface LogStart {
  kind: "call" | "visit" | "meeting" | "wechat" | "email" | "note";
  /** The visit that starts the 48 hours of the needs report. */
  firstVisit?: boolean;
}

export interface ComposerProps {
  record: RecordRef;
  /** On whose timeline it is shown too. */
  customer?: string;
  /** Whether a first visit may still be logged. */
  mayBeFirst?: boolean;
  /** Open with this; null leaves one line to write in. */
  start: LogStart | null;
  onStart: (start: LogStart | null) => void;
}

/** An entry of a story that is no activity: a stage reached, a report submitted. */
export interface StoryEntry {
  id: string;
  /** RFC 3339. */
  at: string;
  icon: LucideIcon;
  tone?: "ok" | "accent";
  title: ReactNode;
  detail?: ReactNode;
  quote?: string;
}

export interface StoryProps {
  record: RecordRef;
  /** Of the record's own; merged by time. */
  entries?: StoryEntry[];
  /** rail: dots beside short lines, for a panel. story: days, icons and quotes, for a page. */
  kind: "rail" | "story";
  limit?: number;
  onAll?: () => void;
}

/**
 * Where a panel stands: a section of the page, a short list in the quiet column,
 * figures in the row at the top, or what somebody must know who decides about the
 * record.
 */
export type PanelPlace = "main" | "rail" | "figure" | "decision";

/** What a panel is told. It draws its own section, or nothing. */
export interface PanelProps {
  record: RecordRef;
  /** What the reader may do with the record. */
  actions: string[];
}

export interface PanelsProps {
  record: RecordRef;
  place: PanelPlace;
  actions?: string[];
}

export interface ContactsProps {
  /** Whose people. */
  customer: string;
  /** rail: two lines each, under a small heading. main: everything that is known. */
  place: "main" | "rail";
  /** Beside the heading: a way to more. */
  head?: ReactNode;
}

export interface TeamDialogProps {
  record: RecordRef;
  /** What the record is called. */
  name: string;
  onClose: () => void;
}

export interface FilesProps {
  record: RecordRef;
  /** rail: a short list under a small heading. main: a table with versions and hashes. */
  place: "main" | "rail";
}

/** A document that was chosen, and the content it had then. */
export interface ChosenFile {
  id: string;
  name: string;
  sha256: string;
}

export interface FileFieldProps {
  record: RecordRef;
  label: string;
  /** Of the documents to choose from, and of the one that is uploaded. */
  kind: "attachment" | "signed_scan" | "evidence" | "solution";
  value: ChosenFile | null;
  onChange: (file: ChosenFile | null) => void;
  /** Documents that are no answer here. */
  except?: string[];
  /** The form may go without one. */
  optional?: boolean;
  note?: string;
  error?: string;
}

export interface TermsFormProps {
  value: TermsDraft;
  onChange: (value: TermsDraft) => void;
  /** By place, already in words. */
  faults: Record<string, string>;
  /** Fen; with it each payment shows its amount. */
  price?: number;
  /** A contract's payments: with milestones and dates. */
  detailed?: boolean;
}

/** A rule of the trade that the terms break. */
export interface RuleFinding {
  rule: string;
  severity: "block" | "warn" | "info";
  path: string;
  article: string;
  limit: string;
  value: string;
  /** Who let it pass, and why. */
  waiver?: { by: { name: string }; at: string; reason: string } | null;
}

export interface FindingsProps {
  findings: RuleFinding[];
  /** Rules that found nothing. */
  passed?: string[];
  /** Offers to let one pass. */
  onWaive?: (finding: RuleFinding) => void;
}

export interface SnoozeProps {
  /** due_at is RFC 3339. */
  task: { id: string; version: number; due_at: string };
  /** Its button is a clock alone. */
  bare?: boolean;
}

export interface RecordParts {
  Composer: ComponentType<ComposerProps>;
  Story: ComponentType<StoryProps>;
  /** What other features show on a record. */
  Panels: ComponentType<PanelsProps>;
  /** The people of a customer. */
  Contacts: ComponentType<ContactsProps>;
  /** Who works on a record. */
  TeamList: ComponentType<{ record: RecordRef }>;
  /** Names them. */
  TeamDialog: ComponentType<TeamDialogProps>;
  /** The papers of a record. */
  Files: ComponentType<FilesProps>;
  /** One document of a record, uploaded here or already there. */
  FileField: ComponentType<FileFieldProps>;
  /** Payment terms, to be written. */
  TermsForm: ComponentType<TermsFormProps>;
  /** What the rules say about payment terms. */
  Findings: ComponentType<FindingsProps>;
  /** Puts a task off. */
  SnoozeMenu: ComponentType<SnoozeProps>;
  /** The page of a record, null when it has none. */
  href: (record: RecordRef) => string | null;
}

const nothing = (): null => null;
const none: RecordParts = { Composer: nothing, Story: nothing, Panels: nothing, Contacts: nothing, TeamList: nothing, TeamDialog: nothing, Files: nothing, FileField: nothing, TermsForm: nothing, Findings: nothing, SnoozeMenu: nothing, href: nothing };

/** Filled by the shell. */
export const RecordPartsContext = createContext<RecordParts>(none);

/** The parts every record page shares. */
export function useRecordParts(): RecordParts {
  return use(RecordPartsContext);
}
