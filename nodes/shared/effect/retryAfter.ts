/** Milliseconds that a Retry-After header (seconds or a date) asks to wait; undefined without one. */
export function retryAfterOf(headers: Record<string, unknown>): number | undefined {
	const value = String(headers['retry-after'] ?? '');
	if (!value) return undefined;
	const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : new Date(value).getTime() - Date.now();
	return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
