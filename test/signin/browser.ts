import request from 'supertest';

/** A browser without script: cookies by origin, forms, and redirects as far as it can reach. */

export interface Shown {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

const hopsMax = 12;

export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();
  readonly #hosts: Readonly<Record<string, string>>;

  /** Where each origin listens; every other one cannot be reached, and is where it stops. */
  constructor(hosts: Readonly<Record<string, string>>) {
    this.#hosts = hosts;
  }

  cookies(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  open(url: string): Promise<Shown> {
    return this.#follow(url, undefined);
  }

  submit(url: string, form: Record<string, string>): Promise<Shown> {
    return this.#follow(url, form);
  }

  async #follow(url: string, form: Record<string, string> | undefined): Promise<Shown> {
    let shown = await this.#ask(url, form);
    for (let hops = 0; hops < hopsMax; hops += 1) {
      const { location } = shown.headers;
      if (shown.status < 300 || shown.status >= 400 || location === undefined) return shown;
      const next = new URL(location, shown.url);
      if (this.#hosts[next.origin] === undefined) return { ...shown, url: location };
      shown = await this.#ask(next.href, undefined);
    }
    throw new Error('too many redirects');
  }

  async #ask(url: string, form: Record<string, string> | undefined): Promise<Shown> {
    const { origin, host, pathname, search } = new URL(url);
    const jar = this.cookies(origin);
    const agent = request(this.#hosts[origin] ?? '');
    const path = pathname + search;
    const asked = form
      ? agent.post(path).type('form').send(new URLSearchParams(form).toString())
      : agent.get(path);
    const answer = await asked
      .redirects(0)
      .ok(() => true)
      .set('host', host)
      .set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const set: unknown = answer.headers['set-cookie'];
    for (const line of Array.isArray(set) ? set : []) {
      const [pair = ''] = String(line).split(';');
      const cut = pair.indexOf('=');
      const value = pair.slice(cut + 1);
      if (value === '') jar.delete(pair.slice(0, cut));
      else jar.set(pair.slice(0, cut), value);
    }
    return { url, status: answer.status, text: answer.text, headers: answer.headers };
  }
}

/** The hidden word of a form of ours. */
export const csrfOf = ({ text }: Shown): string => /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';

export const nonceOf = ({ text }: Shown): string =>
  /<dd><code>([\w-]{43})<\/code><\/dd>/.exec(text)?.[1] ?? '';
