/**
 * Settings of n8n's own that the demo and the suites run with, and that docs/guides/n8n-settings.md recommends. By default n8n makes a
 * V8 isolate for each execution, webhook and credential, whether an expression is evaluated in it or not; that costs more than all the
 * rest of a small flow. With these an isolate is made when the first expression asks for it, and its program is compiled once.
 */
export const lighterN8n = {
	N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
	N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true',
} as const;

/** n8n as it comes, for a bench beside it. */
export const plainN8n: Record<keyof typeof lighterN8n, string> = {
	N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'false',
	N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'false',
};
