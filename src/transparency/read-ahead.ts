type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** Begins the next few while one is worked on, and gives them in order. What fails throws when its turn comes. */
export async function* readAhead<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Settled<Result>>[] = [];
  for (const item of items) {
    begun.push(settled(read(item)));
    const first = begun.length >= ahead ? begun.shift() : undefined;
    if (first !== undefined) yield valueOf(await first);
  }
  for (const rest of begun) yield valueOf(await rest);
}

/** A failure is kept as a value: nobody may be waiting for it yet, and an unhandled rejection ends the process. */
function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ ok: true, value }) as const,
    (error: unknown) => ({ ok: false, error }) as const,
  );
}

function valueOf<T>(result: Settled<T>): T {
  if (result.ok) return result.value;
  throw result.error;
}
