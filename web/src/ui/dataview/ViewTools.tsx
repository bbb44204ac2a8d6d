import { MoreHorizontal, Plus, RotateCcw } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { draftOf, type SavedView } from "../../lib/savedViews";
import { Button, IconButton } from "../Button";
import { Menu, type MenuItem } from "../Menu";
import { toastDone } from "../toast";
import { columnText, queryText } from "./model";
import type { ViewState } from "./useDataView";
import { ViewForm } from "./ViewForm";

/** A refusal was told by a toast already. */
const told = (): void => undefined;

/** After the views: keep what is shown as a view, and what can be done with the one that is open. */
export function ViewTools({ state, phone }: { state: ViewState; phone: boolean }) {
  const { t } = useTranslation();
  const adder = useRef<HTMLSpanElement>(null);
  const [adding, setAdding] = useState(false);
  const kept = state.view.kept;
  const shown = { query: queryText(state.query), columns: columnText(state.columns).split(",") };
  return (
    <>
      <span className="row">
        <span ref={adder}><IconButton icon={Plus} size="small" label={t("dv.view.keep")} aria-haspopup="dialog" aria-expanded={adding} onClick={() => setAdding(true)} /></span>
        {kept?.own ? <OwnMenu key={kept.id} view={kept} state={state} /> : null}
      </span>
      {state.changed && !phone ? (
        <span className="row gap4">
          {kept?.own ? <Button size="small" onClick={() => void state.store.update(kept, shown).then(state.reset, told)}>{t("dv.view.update")}</Button> : null}
          <Button size="small" kind="quiet" icon={RotateCcw} onClick={state.reset}>{t("dv.view.reset")}</Button>
        </span>
      ) : null}
      {adding ? (
        <ViewForm anchor={adder} title={t("dv.view.keep")} submit={t("dv.view.keepSubmit")} initial={{ name: "", shared: false, pinned: false, opens: false }} onClose={() => setAdding(false)}
          onSubmit={async (form) => {
            const made = await state.store.create({ ...shown, ...form });
            state.setView(made.id);
            toastDone(t("dv.view.kept", { name: made.name }));
          }} />
      ) : null}
    </>
  );
}

/** Rename, share, pin, open with it, drop: for the view's owner. */
function OwnMenu({ view, state }: { view: SavedView; state: ViewState }) {
  const { t } = useTranslation();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState<"menu" | "form" | null>(null);
  const { store } = state;
  const toggle = (name: "shared" | "pinned" | "opens"): MenuItem => ({ id: name, label: t(`dv.view.${name}`), checked: view[name], perform: () => void store.update(view, { [name]: !view[name] }).catch(told) });
  const drop = (): void => {
    state.setView(state.views[0]?.id ?? "");
    const back = (): void => void store.create(draftOf(view)).then((made) => state.setView(made.id), told);
    void store.remove(view).then(() => toastDone(t("dv.view.dropped", { name: view.name }), back), told);
  };
  const items: MenuItem[] = [
    { id: "rename", label: t("dv.view.rename"), perform: () => setOpen("form") },
    { ...toggle("opens"), separated: true },
    toggle("pinned"),
    toggle("shared"),
    { id: "drop", label: t("dv.view.drop"), danger: true, separated: true, perform: drop },
  ];
  return (
    <>
      <span ref={anchor}><IconButton icon={MoreHorizontal} size="small" label={t("dv.view.menu", { name: view.name })} aria-haspopup="menu" aria-expanded={open !== null} onClick={() => setOpen("menu")} /></span>
      {open === "menu" ? <Menu anchor={anchor} placement="bottom-start" items={items} label={view.name} onClose={() => setOpen(null)} /> : null}
      {open === "form" ? (
        <ViewForm anchor={anchor} title={t("dv.view.rename")} submit={t("ui.save")} initial={view} onClose={() => setOpen(null)}
          onSubmit={async (form) => {
            await store.update(view, form);
          }} />
      ) : null}
    </>
  );
}
