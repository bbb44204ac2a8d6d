import "./shell.css";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { createContext, use, type ReactNode } from "react";

/** What the shell puts at the right end of every head: notifications and the account. */
export const HeadEnd = createContext<ReactNode>(null);

interface PageHeadProps {
  title: string;
  /** One level up. */
  parent?: { to: string; label: string };
  /** Beside the title: at most two pills. */
  marks?: ReactNode;
  /** At most one filled button. */
  actions?: ReactNode;
}

/** The head of a page, 48 px. */
export function PageHead({ title, parent, marks, actions }: PageHeadProps) {
  return (
    <header className="head">
      {parent ? (
        <span className="crumb">
          <Link to={parent.to} style={{ color: "inherit" }}>{parent.label}</Link>
          <ChevronRight aria-hidden />
        </span>
      ) : null}
      <h1 className="ell">{title}</h1>
      {marks}
      <span className="grow" />
      {actions}
      <span className="head-end">{use(HeadEnd)}</span>
    </header>
  );
}
