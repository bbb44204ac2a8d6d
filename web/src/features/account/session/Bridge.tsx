const WIDTH = 880;
const DECK = 300;
const PYLONS = [270, 650];
const CABLES = 14;
const CABLE_STEP = 17;
const ANCHOR_STEP = 9;
const FIRST_ANCHOR = 105;

/** Cables of one pylon, both sides in one path. */
function cables(x: number): string {
  return Array.from({ length: CABLES }, (_, i) => {
    const top = FIRST_ANCHOR + i * ANCHOR_STEP;
    const reach = (i + 1) * CABLE_STEP;
    return `M${x} ${top}L${x - reach} ${DECK}M${x} ${top}L${x + reach} ${DECK}`;
  }).join("");
}

const HANGERS = Array.from({ length: WIDTH / 20 }, (_, i) => `M${i * 20} ${DECK}v8`).join("");
const WATER = [0, 1, 2, 3, 4, 5].map((i) => `M0 ${352 + i * 14}c120 ${-18 + i * 3} 260 ${16 - i * 2} 440 0s300 ${-14 + i} 440 ${4 - i}`).join("");

/** A cable-stayed bridge in one line weight. */
export function Bridge() {
  return (
    <svg className="bridge" viewBox={`0 0 ${WIDTH} 430`} preserveAspectRatio="xMidYMax slice" fill="none" stroke="#8fb0ff" aria-hidden>
      <path d={WATER} opacity=".16" />
      {PYLONS.map((x) => <path key={x} d={cables(x)} opacity=".5" />)}
      <path d={`M0 ${DECK}H${WIDTH}`} stroke="#fff" strokeWidth="3" />
      <path d={`M0 ${DECK + 8}H${WIDTH}`} opacity=".6" />
      <path d={HANGERS} opacity=".35" />
      {PYLONS.map((x) => <path key={x} d={`M${x} 84V372`} stroke="#fff" strokeWidth="5" />)}
      {PYLONS.map((x) => <path key={x} d={`M${x - 12} 372h24`} stroke="#fff" strokeWidth="4" />)}
    </svg>
  );
}
