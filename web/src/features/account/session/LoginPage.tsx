import { Navigate, useRouter, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Frame } from "./Frame";
import { nextAddress } from "./model";
import { useSetupState } from "./queries";
import { SignInForm } from "./SignInForm";

/** Who comes in, and then the page that was asked for. */
export default function LoginPage() {
  const { t } = useTranslation();
  const setup = useSetupState();
  const router = useRouter();
  const next = useRouterState({ select: (s) => nextAddress((s.location.search as Record<string, string>).next) });

  if (setup.data?.required) return <Navigate to="/setup" />;
  return <Frame><SignInForm heading={t("login.heading")} lead={t("login.lead")} onDone={() => router.history.push(next)} /></Frame>;
}
