import { setInterval } from 'node:timers';

/** One readable line for each step, with its real result and how long it took; a sign of life when that is longer than two seconds. */

const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const paint = (code: string, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = (text: string): string => paint('1', text);
export const dim = (text: string): string => paint('2', text);
const green = (text: string): string => paint('32', text);
const red = (text: string): string => paint('31', text);

export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** What is being done now, for whoever watches; not part of the result. */
export function progress(what: string, started: number): void {
  process.stderr.write(
    `${dim(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${what} …`)}\n`,
  );
}

export interface StepResult {
  readonly result: string;
  /** More that is worth a line of its own. */
  readonly more?: readonly string[];
}

export class Story {
  #failed = 0;
  #slow: NodeJS.Timeout | undefined;

  get failed(): number {
    return this.#failed;
  }

  /** A step that throws is shown with its reason and counted; the story goes on as far as it can. */
  async step(number: string, title: string, act: () => Promise<StepResult>): Promise<boolean> {
    const started = performance.now();
    this.#watch(title, started);
    try {
      const { result, more = [] } = await act();
      this.#line(green('✓'), number, title, result, started);
      for (const line of more) say(`       ${dim(line)}`);
      return true;
    } catch (error) {
      this.#failed += 1;
      this.#line(
        red('✗'),
        number,
        title,
        red(error instanceof Error ? error.message : String(error)),
        started,
      );
      return false;
    } finally {
      clearInterval(this.#slow);
    }
  }

  #watch(title: string, started: number): void {
    this.#slow = setInterval(() => {
      process.stderr.write(
        `     … ${title}: ${String(Math.round((performance.now() - started) / 1000))} s\n`,
      );
    }, 2000);
  }

  #line(mark: string, number: string, title: string, result: string, started: number): void {
    const took = `${String(Math.round(performance.now() - started))} ms`;
    say(` ${mark} ${number.padStart(3)} ${title}`);
    say(`       ${bold(result)}  ${dim(took)}`);
  }
}
