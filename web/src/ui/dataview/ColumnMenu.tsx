import { ChevronDown, ChevronUp } from "lucide-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../Button";
import { Checkbox } from "../inputs";
import { Popover } from "../Popover";
import { defaultColumns, moveColumn, titleOf, toggleColumn } from "./model";
import type { ColumnSpec, DataViewSpec, ListRecord } from "./spec";
import type { ViewState } from "./useDataView";

interface ColumnMenuProps<T extends ListRecord> {
  anchor: RefObject<HTMLElement | null>;
  spec: DataViewSpec<T>;
  state: ViewState;
  onClose: () => void;
}

/** Which columns, and in which order. */
export function ColumnMenu<T extends ListRecord>({ anchor, spec, state, onClose }: ColumnMenuProps<T>) {
  const { t } = useTranslation();
  const chosen = state.columns.flatMap((s) => spec.columns.find((c) => c.id === s.id) ?? []);
  const others = spec.columns.filter((c) => !chosen.includes(c));
  return (
    <Popover anchor={anchor} placement="bottom-end" onClose={onClose} role="dialog" aria-label={t("dv.chooseColumns")}>
      <div className="col" style={{ width: 232 }}>
        {[...chosen, ...others].map((column, i) => <ColumnItem key={column.id} column={column} index={i} shown={i < chosen.length} last={chosen.length - 1} state={state} />)}
        <div className="menu-sep" />
        <span style={{ padding: "2px 8px" }}>
          <Button kind="quiet" size="small" onClick={() => state.setColumns(defaultColumns(spec.columns))}>{t("dv.resetColumns")}</Button>
        </span>
      </div>
    </Popover>
  );
}

interface ColumnItemProps<T> {
  column: ColumnSpec<T>;
  index: number;
  shown: boolean;
  last: number;
  state: ViewState;
}

function ColumnItem<T>({ column, index, shown, last, state }: ColumnItemProps<T>) {
  const { t } = useTranslation();
  const name = titleOf(column, t);
  return (
    <div className="menu-item">
      <Checkbox checked={shown} disabled={index === 0} onChange={() => state.setColumns(toggleColumn(state.columns, column.id))}>{name}</Checkbox>
      <span className="push" />
      {shown && index > 0 ? (
        <>
          <IconButton size="small" icon={ChevronUp} label={t("dv.moveUp", { name })} disabled={index === 1} onClick={() => state.setColumns(moveColumn(state.columns, column.id, -1))} />
          <IconButton size="small" icon={ChevronDown} label={t("dv.moveDown", { name })} disabled={index === last} onClick={() => state.setColumns(moveColumn(state.columns, column.id, 1))} />
        </>
      ) : null}
    </div>
  );
}
