import { useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { SavedViewDraft } from "../../lib/savedViews";
import { Button } from "../Button";
import { Field } from "../Field";
import { Checkbox, TextInput } from "../inputs";
import { Popover } from "../Popover";

type Form = Pick<SavedViewDraft, "name" | "shared" | "pinned" | "opens">;

interface ViewFormProps {
  anchor: RefObject<HTMLElement | null>;
  title: string;
  submit: string;
  initial: Form;
  /** Refused: the form stays as typed, the reason is told by a toast. */
  onSubmit: (form: Form) => Promise<void>;
  onClose: () => void;
}

/** A view's name and who it is for. */
export function ViewForm({ anchor, title, submit, initial, onSubmit, onClose }: ViewFormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>({ name: initial.name, shared: initial.shared, pinned: initial.pinned, opens: initial.opens });
  const [busy, setBusy] = useState(false);
  const send = (): void => {
    setBusy(true);
    onSubmit({ ...form, name: form.name.trim() }).then(onClose, () => setBusy(false));
  };
  const choice = (name: "opens" | "pinned" | "shared") => <Checkbox checked={form[name]} onChange={(e) => setForm({ ...form, [name]: e.target.checked })}>{t(`dv.view.${name}`)}</Checkbox>;
  return (
    <Popover anchor={anchor} placement="bottom-start" onClose={onClose} role="dialog" aria-label={title}>
      <form
        data-passing
        className="filter-editor col gap6"
        onSubmit={(event) => {
          event.preventDefault();
          if (form.name.trim() !== "") send();
        }}
      >
        <Field label={t("dv.view.name")} note={t("dv.view.keepNote")}>{(control) => <TextInput {...control} autoFocus maxLength={60} value={form.name} onChange={(e) => setForm({ ...form, name: e.target.value })} />}</Field>
        {choice("opens")}
        {choice("pinned")}
        {choice("shared")}
        <span><Button kind="primary" type="submit" size="small" busy={busy} disabled={form.name.trim() === ""}>{submit}</Button></span>
      </form>
    </Popover>
  );
}
