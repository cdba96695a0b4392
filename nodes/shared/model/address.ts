/** An address without slashes at its end, so that a path can be put behind it. */
export function withoutSlash(address: string): string {
	return address.replace(/\/+$/, '');
}

/** The address of an n8n form: `form` is its path, or a whole address, which is kept; blank for none. `n8n`: the address of the instance. */
export function formAddress(n8n: string, form: string): string | undefined {
	const path = form.trim();
	if (!path || /^https?:/.test(path)) return path || undefined;
	return `${withoutSlash(n8n)}/form/${path.replace(/^\/+/, '')}`;
}
