import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant, groupHash } from "../../../../lib/format";
import { Button } from "../../../../ui/Button";
import { InlineNotice } from "../../../../ui/layout";
import { usePackage } from "../queries";
import type { Handover, Package } from "../types";

/** The bytes of a text as a file. */
function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}

/** SHA-256 worked out on this device; null where the browser keeps it to secure pages. */
async function hashHere(text: string): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** The frozen package: what all three signed, to keep and to check. */
export function PackagePart({ handover: h }: { handover: Handover }) {
  const { t } = useTranslation();
  const get = usePackage(h.id);
  const [checked, setChecked] = useState<boolean | null>(null);
  const take = (): void =>
    get.mutate(undefined, {
      onSuccess: (p: Package) => {
        void hashHere(p.package).then((here) => setChecked(here === null ? null : here === p.hash));
        download(`${h.number}.json`, p.package);
      },
    });
  return (
    <section className="record-section">
      <header>
        <h2>{t("handovers.package.title")}</h2>
        <span className="t3 f12">{h.signed_at ? t("handovers.package.frozenAt", { at: formatInstant(h.signed_at) }) : ""}</span>
        <Button size="small" icon={Download} className="push" busy={get.isPending} onClick={take}>{t("handovers.package.download")}</Button>
      </header>
      <p className="mono t2" style={{ overflowWrap: "anywhere" }}>SHA-256 {groupHash(h.package_hash)}</p>
      <p className="t3 f12" style={{ marginTop: 4 }}>{t("handovers.package.note")}</p>
      {get.isSuccess ? <div style={{ marginTop: 8 }}><InlineNotice tone={checked === false ? "bad" : "ok"}>{t(checked === false ? "handovers.package.differs" : checked ? "handovers.package.checkedHere" : "handovers.package.checked")}</InlineNotice></div> : null}
    </section>
  );
}
