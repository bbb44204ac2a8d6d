/** 工, drawn as deck, pier and base with an arch behind it. */
export function Mark({ size = 22, inverse }: { size?: number; inverse?: boolean }) {
  const line = inverse ? "#2856c8" : "#fff";
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      <rect width="24" height="24" rx="6" fill={inverse ? "#fff" : "var(--accent)"} />
      <path d="M5.2 7.6h13.6M12 7.6v8.8M4.4 16.8h15.2" stroke={line} strokeWidth="2" strokeLinecap="round" />
      <path d="M5.6 16.4c1.6-4.6 3.9-6.2 6.4-6.2s4.8 1.6 6.4 6.2" stroke={line} strokeWidth="1.3" fill="none" opacity=".75" />
    </svg>
  );
}
