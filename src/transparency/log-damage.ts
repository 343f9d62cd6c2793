/**
 * What is stored is not the tree that the head names: a flipped bit, a restored part, somebody's hand. Nothing is appended to it, and
 * nothing signed, until it was looked at.
 */
export class LogDamage extends Error {
  override readonly name = 'LogDamage';
}
