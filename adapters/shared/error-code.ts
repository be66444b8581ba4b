/**
 * The `code` of an error of Node or of a driver, e.g. `ENOENT`. Asked of the value itself, not of its class: where code
 * runs in a context of its own (a test runner, an embedding host), Node's errors are no instances of that context's Error.
 */
export const errorCode = (error: unknown): unknown => (error as { readonly code?: unknown } | null | undefined)?.code;
