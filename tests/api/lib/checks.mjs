// What a test finds: each check counts, and those that do not hold are told at its end.
export const faults = [];
let checks = 0;

export function check(holds, what) {
  checks++;
  if (!holds) faults.push(what);
}

// Says what was found; the test's exit status.
export function conclude() {
  for (const fault of faults) console.log(`FAIL ${fault}`);
  console.log(`${checks} checks, ${faults.length} failed`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
