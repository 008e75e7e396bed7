// Resolves after so many milliseconds; rejects when the signal is aborted.
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", given_up);
      resolve();
    }, milliseconds);
    const given_up = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", given_up, { once: true });
  });
}
