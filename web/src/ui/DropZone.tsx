import "./drop.css";
import { Upload } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

interface DropZoneProps {
  /** What may be dropped here, in a sentence. */
  hint: string;
  /** As in an input: ".xlsx,.csv". */
  accept?: string;
  multiple?: boolean;
  /** One line, for forms. */
  slim?: boolean;
  disabled?: boolean;
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  onFiles: (files: File[]) => void;
}

/** Takes files: dropped, or chosen from the disk by a press or by the keyboard. */
export function DropZone({ hint, accept, multiple, slim, disabled, onFiles, ...control }: DropZoneProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (list: FileList | null): void => {
    const files = [...(list ?? [])];
    if (files.length > 0 && !disabled) onFiles(multiple ? files : files.slice(0, 1));
    if (input.current) input.current.value = "";
  };
  const drag = (entered: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(entered && !disabled);
  };
  const drop = (event: DragEvent): void => {
    drag(false)(event);
    take(event.dataTransfer.files);
  };
  return (
    <button type="button" {...control} className={`drop ${slim ? "slim" : ""} ${over ? "over" : ""}`} disabled={disabled} onClick={() => input.current?.click()} onDragOver={drag(true)} onDragEnter={drag(true)} onDragLeave={drag(false)} onDrop={drop}>
      <Upload aria-hidden />
      <span><b>{t(over ? "ui.dropNow" : "ui.chooseFile")}</b><span className="t3 f12">{hint}</span></span>
      <input ref={input} type="file" hidden accept={accept} multiple={multiple} onClick={(event) => event.stopPropagation()} onChange={(event) => take(event.target.files)} />
    </button>
  );
}
