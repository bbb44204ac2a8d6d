import "../customers.css";
import { AtSign, Mail, MessageCircle, Pencil, Phone, Plus, ShieldCheck, Smartphone, type LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../../../../api/types";
import { formatDateShort, formatMobile } from "../../../../lib/format";
import type { ContactsProps } from "../../../../lib/record";
import { Button, IconButton } from "../../../../ui/Button";
import { Avatar, MaskedValue, Pill, Restricted } from "../../../../ui/marks";
import { WAYS, type Way } from "../contact";
import { isMasked } from "../model";
import { useCustomer } from "../queries";
import { ContactDialog } from "./ContactDialog";
import { RevealDialog } from "./RevealDialog";

/** What a row tells of a person, and what may be done from it. */
interface RowProps {
  contact: Contact;
  /** In clear, once somebody asked. */
  clear?: Contact;
  onReveal: () => void;
  onEdit?: () => void;
}

/** People of a customer, to be read and written wherever the customer matters. */
export default function Contacts({ customer: id, place, head }: ContactsProps) {
  const { t } = useTranslation();
  const customer = useCustomer(id).data;
  const [asking, setAsking] = useState<Contact>();
  const [editing, setEditing] = useState<Contact | "new">();
  const [clear, setClear] = useState<Record<string, Contact>>({});
  if (!customer) return null;
  const { contacts, actions } = customer;
  const Row = place === "rail" ? RailRow : WideRow;
  const add = (): void => setEditing("new");
  return (
    <>
      <Head place={place} head={head} count={contacts.length} onAdd={actions.includes("update") ? add : undefined} />
      {contacts.length === 0 ? <p className="t3">{t("customers.noContacts")}</p> : null}
      {contacts.map((c) => <Row key={c.id} contact={c} clear={clear[c.id]} onReveal={() => setAsking(c)} onEdit={c.actions.includes("update") ? () => setEditing(c) : undefined} />)}
      {contacts.some((c) => c.masked.length > 0) ? <p className="f12 t3 row gap6" style={{ marginTop: 2 }}><ShieldCheck className="s" aria-hidden />{t("customers.revealNote")}</p> : null}
      {asking ? <RevealDialog contact={asking} onClose={() => setAsking(undefined)} onShown={(c) => setClear((now) => ({ ...now, [c.id]: c }))} /> : null}
      {editing ? <ContactDialog customer={customer} contact={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
    </>
  );
}

interface HeadProps extends Pick<ContactsProps, "place" | "head"> {
  count: number;
  onAdd?: () => void;
}

function Head({ place, head, count, onAdd }: HeadProps) {
  const { t } = useTranslation();
  if (place === "main") {
    return (
      <header style={{ alignItems: "center" }}>
        <h2>{t("customers.tab.contacts")}</h2>
        <span className="t3 f12">{count}</span>
        {onAdd ? <span className="push"><Button size="small" icon={Plus} onClick={onAdd}>{t("customers.contact.add")}</Button></span> : null}
      </header>
    );
  }
  return (
    <div className="section-head" style={{ marginBottom: 2 }}>
      {t("customers.tab.contacts")}<span className="t3">{count}</span>
      <span className="push row gap6">{head}{onAdd ? <IconButton size="small" icon={Plus} label={t("customers.contact.add")} onClick={onAdd} /> : null}</span>
    </div>
  );
}

/** Two lines: who, and the mobile. */
function RailRow({ contact: c, clear, onReveal, onEdit }: RowProps) {
  return (
    <div className={`contact ${c.active ? "" : "gone"}`}>
      <Avatar name={c.name} />
      <span className="grow">
        <Name contact={c} onEdit={onEdit} />
        <br />
        <span className="num f12 t3"><Value contact={c} way="mobile" clear={clear} onReveal={onReveal} /></span>
      </span>
      <span className="f12 t3 num">{c.met_at ? formatDateShort(c.met_at.slice(0, 10)) : ""}</span>
    </div>
  );
}

const ICON: Record<Way, LucideIcon> = { mobile: Smartphone, phone: Phone, email: Mail, wechat: MessageCircle };

/** Everything that is known of a person. */
function WideRow({ contact: c, clear, onReveal, onEdit }: RowProps) {
  const { t } = useTranslation();
  const known = WAYS.filter((w) => c[w] !== "" || isMasked(c, w));
  return (
    <div className={`person-line ${c.active ? "" : "gone"}`}>
      <span className="who">
        <Avatar name={c.name} />
        <span className="grow"><Name contact={c} onEdit={onEdit} />{c.attitude ? <span className="f12 t3"> · {t(`customers.attitude.${c.attitude}`)}</span> : null}</span>
      </span>
      <span className="ways num f12 t2">
        {known.map((way) => <Way key={way} icon={ICON[way]} label={t(`customers.contact.${way}`)}><Value contact={c} way={way} clear={clear} onReveal={onReveal} /></Way>)}
        {known.length === 0 ? <span className="t3"><AtSign className="s" aria-hidden />{t("customers.contact.noWay")}</span> : null}
      </span>
      <span className="met f12 t3 num">{c.met_at ? t("customers.contact.metOn", { date: formatDateShort(c.met_at.slice(0, 10)) }) : ""}</span>
      <span className="edit">{onEdit ? <IconButton icon={Pencil} label={t("customers.contact.editName", { name: c.name })} onClick={onEdit} /> : null}</span>
      {c.note ? <span className="remark f12 t3">{c.note}</span> : null}
    </div>
  );
}

function Way({ icon: Icon, label, children }: { icon: LucideIcon; label: string; children: ReactNode }) {
  return <span title={label}><Icon className="s t3" aria-label={label} />{children}</span>;
}

function Name({ contact: c, onEdit }: { contact: Contact; onEdit?: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      {onEdit ? <button type="button" className="contact-name" onClick={onEdit}>{c.name}</button> : <span className="contact-name">{c.name}</span>}
      <span className="t3 f12" style={{ margin: "0 6px" }}>{[c.title, t(`customers.contactPart.${c.part}`)].filter(Boolean).join(" · ")}</span>
      {c.active ? null : <Pill>{t("customers.contact.left")}</Pill>}
    </>
  );
}

function Value({ contact: c, way, clear, onReveal }: { contact: Contact; way: Way; clear?: Contact; onReveal: () => void }) {
  const told = clear?.[way] ?? c[way];
  if (clear || !isMasked(c, way)) return told === "" ? "–" : formatMobile(told);
  if (told === "") return <Restricted />;
  return <MaskedValue value={told} onReveal={c.actions.includes("reveal") && way === firstMasked(c) ? onReveal : undefined} />;
}

/** One eye opens them all. */
const firstMasked = (c: Contact): string | undefined => WAYS.find((w) => c.masked.includes(w));
