import "../ui/layers.css";
import { Link, useRouter } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useDelayed } from "../lib/hooks";
import { Problem, problemText } from "../lib/problem";
import { Button, Spinner } from "../ui/Button";
import { EmptyState } from "../ui/layout";
import { PageHead } from "../ui/PageHead";

/** While code or data of a page is on its way, and only after a moment. */
export function PendingPage() {
  const { t } = useTranslation();
  const late = useDelayed(true);
  return late ? <p className="row gap8 t3" style={{ padding: 20 }} role="status"><Spinner />{t("ui.loading")}</p> : null;
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main style={{ padding: 20 }}>
      <h1 className="sr">{t("notFound.title")}</h1>
      <EmptyState title={t("notFound.title")} actions={<Link to="/" className="btn">{t("notFound.home")}</Link>}>{t("notFound.text")}</EmptyState>
    </main>
  );
}

/** A page that the reader's roles do not open, inside the shell. */
export function ForbiddenPage() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <PageHead title={t("forbidden.title")} />
      <EmptyState title={t("forbidden.title")} actions={<Link to="/" className="btn">{t("notFound.home")}</Link>}>
        <Lock className="s" aria-hidden style={{ verticalAlign: -2, marginRight: 6 }} />
        {t("forbidden.text")}
      </EmptyState>
    </div>
  );
}

/** Something broke: what happened, what was kept, what to do. */
export function ErrorPage({ error }: { error: Error }) {
  const { t } = useTranslation();
  const router = useRouter();
  const id = error instanceof Problem ? error.requestId : "";
  return (
    <div className="page" role="alert">
      <EmptyState title={t("broken.title")} actions={<Button kind="primary" onClick={() => void router.invalidate()}>{t("ui.retry")}</Button>}>
        {problemText(error)} {t("broken.kept")}
        {id ? <span className="mono"> {t("ui.requestId")} {id}</span> : null}
      </EmptyState>
    </div>
  );
}
