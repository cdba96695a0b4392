import { withoutSlash } from '../../shared/model';

/** Versions of the Admin API that every document of this node was checked against. */
export const apiVersions = ['2026-10', '2026-07'] as const;

interface Address {
	shop?: unknown;
	baseUrl?: unknown;
	apiVersion?: unknown;
}

/**
 * The shop's subdomain, "my-shop", whatever of "https://my-shop.myshopify.com/" was typed. Throws RangeError when it is none:
 * the token must never be sent to another host because of a slip in this field.
 */
export function shopOf(shop: unknown): string {
	const text = String(shop ?? '')
		.trim()
		.toLowerCase()
		.replace(/^https?:\/\//, '')
		.replace(/\/.*$/, '')
		.replace(/\.myshopify\.com$/, '');
	if (!/^[a-z0-9][a-z0-9-]*$/.test(text))
		throw new RangeError(
			'The Shop field of the Shopify credential must be the part before .myshopify.com, e.g. my-shop',
		);
	return text;
}

/** Where the Admin API of a credential's shop is, without a slash at the end. */
export function originOf({ shop, baseUrl }: Address): string {
	const own = withoutSlash(String(baseUrl ?? '').trim());
	return own || `https://${shopOf(shop)}.myshopify.com`;
}

/** Address of the GraphQL API in the version the credential names. */
export function endpointOf(address: Address): string {
	return `${originOf(address)}/admin/api/${String(address.apiVersion || apiVersions[0])}/graphql.json`;
}
