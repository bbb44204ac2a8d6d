import "./ui/tokens.css";
import "./ui/base.css";
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { portalAddress } from "./features/portal/address";
import { deskTexts, portalTexts, startI18n } from "./lib/i18n";
import { applyTheme, watchTheme } from "./lib/theme";

applyTheme();
watchTheme();

/** The desk, or the customer's face: neither loads the other. */
async function face(): Promise<ReactNode> {
  const address = portalAddress(location.pathname);
  if (address) {
    const [{ Portal }] = await Promise.all([import("./features/portal/Portal"), startI18n(portalTexts)]);
    return <Portal address={address} />;
  }
  const [{ App }] = await Promise.all([import("./app/App"), startI18n(deskTexts)]);
  return <App />;
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(<StrictMode>{await face()}</StrictMode>);
