export { createNearestIndex } from './nearest-index.ts';
