export { treeRoot } from './merkle.ts';
