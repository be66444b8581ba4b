export { createTimeWords } from './time-words.ts';
