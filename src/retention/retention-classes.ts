import { endingClasses } from './ending-classes.ts';
import { keepingClasses } from './keeping-classes.ts';
import type { RetentionClass } from './retention-class.ts';
import type { ClassId } from './vocabulary.ts';

/** The schedule (domain 3.6): every class of record with its trigger, period, basis, and what happens at its end. */
export const retentionClasses: readonly RetentionClass[] = [...endingClasses, ...keepingClasses];

/** Civil days between restricting what is due and erasing it: there is no way back from the second. */
export const graceDays = 30;

/** Civil days after which what was due and was not done counts as overdue; the worker comes every hour. */
export const overdueDays = 1;

export function classOf(id: ClassId): RetentionClass {
  const found = retentionClasses.find((each) => each.id === id);
  if (!found) throw new Error(`the schedule has no class ${id}`);
  return found;
}

/** Years of a class that has a period. */
export function yearsOf(id: ClassId): number {
  const { period } = classOf(id);
  if (!period) throw new Error(`the class ${id} has no period`);
  return period.years;
}
