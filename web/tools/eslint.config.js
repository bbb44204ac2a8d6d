import hooks from "eslint-plugin-react-hooks";
import { globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default tseslint.config(
  globalIgnores(["**/node_modules/**", "src/api/schema.d.ts", "dist/**"]),
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommended],
    plugins: { "react-hooks": hooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/explicit-module-boundary-types": "off",
      // A component that needs more has two jobs.
      "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.*", "src/lib/now.ts"],
    rules: {
      // The server says what time it is; spans are measured with performance.now().
      "no-restricted-syntax": ["error", { selector: "NewExpression[callee.name='Date'][arguments.length=0], MemberExpression[object.name='Date'][property.name='now']", message: "Ask serverNow() or serverToday() of lib/now." }],
    },
  },
  { files: ["vite.config.ts", "texts.ts"], extends: [tseslint.configs.recommended], rules: { "@typescript-eslint/no-unused-vars": "error" } },
);
