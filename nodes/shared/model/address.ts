/** An address without slashes at its end, so that a path can be put behind it. */
export function withoutSlash(address: string): string {
	return address.replace(/\/+$/, '');
}
