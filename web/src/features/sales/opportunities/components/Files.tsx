import { FileText } from "lucide-react";
import { formatInstantShort } from "../../../../lib/format";
import { useDocuments } from "../queries";

/** The papers of an opportunity; each opens by its name. */
export function Files({ id }: { id: string }) {
  const documents = useDocuments(id);
  return (
    <>
      {(documents.data ?? []).map((d) => (
        <div key={d.id} className="row gap8" style={{ minHeight: 30 }}>
          <FileText className="t3" aria-hidden />
          <a href={`/api/v1/documents/${d.id}/content`} download className="ell" style={{ color: "inherit" }}>{d.file.name}</a>
          <span className="push t3 f12 num nowrap">{formatInstantShort(d.updated_at).slice(0, -6)}</span>
        </div>
      ))}
    </>
  );
}
