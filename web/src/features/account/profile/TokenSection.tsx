import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDateShort, formatInstantShort } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { useRevokeToken, useTokens } from "./queries";
import { TokenDialog } from "./TokenDialog";

/** Keys for programs that act in the reader's name. */
export function TokenSection() {
  const { t } = useTranslation();
  const tokens = useTokens();
  const revoke = useRevokeToken();
  const [creating, setCreating] = useState(false);
  const items = tokens.data?.items ?? [];
  return (
    <section className="record-section">
      <header>
        <h2>{t("profile.tokens")}</h2>
        <span className="t3 f12 grow">{t("profile.tokensNote")}</span>
        <Button size="small" icon={Plus} onClick={() => setCreating(true)}>{t("profile.newToken")}</Button>
      </header>
      {tokens.isSuccess && items.length === 0 ? <p className="t3">{t("profile.noTokens")}</p> : null}
      {items.length > 0 ? (
        <table className="plain">
          <thead>
            <tr><th scope="col">{t("profile.tokenName")}</th><th scope="col">{t("profile.scope")}</th><th scope="col">{t("profile.lastUsed")}</th><th scope="col">{t("profile.created")}</th><th scope="col"><span className="sr">{t("ui.actions")}</span></th></tr>
          </thead>
          <tbody>
            {items.map((token) => (
              <tr key={token.id}>
                <td className="m">{token.name}</td>
                <td>{t(`profile.scopes.${token.scope}`)}</td>
                <td className="t2 num">{token.used_at ? formatInstantShort(token.used_at) : t("profile.unused")}</td>
                <td className="t2 num">{formatDateShort(token.created_at.slice(0, 10))}</td>
                <td className="right"><Button kind="quiet" size="small" onClick={() => revoke.mutate(token.id)}>{t("profile.revoke")}</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {creating ? <TokenDialog onClose={() => setCreating(false)} /> : null}
    </section>
  );
}
