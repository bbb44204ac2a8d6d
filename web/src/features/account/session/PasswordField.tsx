import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { TextInput } from "../../../ui/inputs";

interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (password: string) => void;
  autoComplete: "current-password" | "new-password";
  note?: string;
  error?: string;
}

/** A password that can be looked at before it is sent. */
export function PasswordField({ label, value, onChange, autoComplete, note, error }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} note={note} error={error}>
      {(control) => (
        <TextInput {...control} large required type={shown ? "text" : "password"} autoComplete={autoComplete} value={value} onChange={(e) => onChange(e.target.value)}
          trailing={<IconButton size="small" icon={shown ? EyeOff : Eye} label={t(shown ? "login.hide" : "login.show")} onClick={() => setShown(!shown)} />} />
      )}
    </Field>
  );
}
