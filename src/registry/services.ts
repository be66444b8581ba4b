// What is switched on by variables beside channels and networks: one line each.
export { operator } from '../../adapters/operator/index.ts';
export { texts } from '../../adapters/sms/index.ts';
