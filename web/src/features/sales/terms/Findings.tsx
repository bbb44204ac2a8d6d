import "./terms.css";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../lib/format";
import type { FindingsProps, RuleFinding } from "../../../lib/record";

const ICON = { block: CircleAlert, warn: TriangleAlert, info: Info };
const TONE = { block: "bad-t", warn: "warn-t", info: "t3" };

/** What the rules of the trade say: what is broken, who let it pass, what holds. */
export default function Findings({ findings, passed = [], onWaive }: FindingsProps) {
  const { t } = useTranslation();
  return (
    <div className="findings">
      {findings.map((f) => <Finding key={`${f.rule} ${f.path}`} finding={f} onWaive={onWaive} />)}
      {passed.length > 0 ? (
        <details>
          <summary><CircleCheck className="ok-t" aria-hidden />{t("terms.passed", { count: passed.length })}</summary>
          {passed.map((rule) => <div key={rule} className="finding"><CircleCheck className="ok-t" aria-hidden /><span className="num t2">{rule}</span><span className="t2">{t(`terms.rule.${rule}`, { defaultValue: rule })}</span></div>)}
        </details>
      ) : null}
    </div>
  );
}

function Finding({ finding: f, onWaive }: { finding: RuleFinding; onWaive?: (finding: RuleFinding) => void }) {
  const { t } = useTranslation();
  const Icon = ICON[f.severity];
  const limit = f.limit === "required" ? t("terms.wanted") : f.limit;
  return (
    <div className="finding">
      <Icon className={f.waiver ? "warn-t" : TONE[f.severity]} role="img" aria-label={t(`terms.severity.${f.severity}`)} />
      <span className="num t2">{f.rule}</span>
      <span>
        <span className="m">{t(`terms.rule.${f.rule}`, { defaultValue: f.rule })}</span>{" "}
        <span className="t3 f12 num">{[f.value ? t("terms.valueIs", { value: f.value }) : "", limit ? t("terms.limitIs", { limit }) : ""].filter(Boolean).join(t("terms.sep"))}</span>
        <span className="t3 f12 finding-source">{f.article}</span>
        {f.waiver ? <span className="t2 f12 finding-source">{t("terms.waivedBecause", { reason: f.waiver.reason })}</span> : null}
      </span>
      {f.waiver ? <span className="t2 f12 num nowrap">{t("terms.waived", { name: f.waiver.by.name, at: formatInstantShort(f.waiver.at).slice(0, -6) })}</span> : onWaive && f.severity !== "info" && f.rule !== "PAY-001" ? <button type="button" className="link f12" onClick={() => onWaive(f)}>{t("terms.waive")}</button> : <span className={`f12 ${TONE[f.severity]}`}>{t(`terms.severity.${f.severity}`)}</span>}
    </div>
  );
}
