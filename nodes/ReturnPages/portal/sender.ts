import { BlockList, isIP } from 'node:net';

/** Addresses that many computers share, or that say nothing of who sends. */
const local = new BlockList();
for (const [net, bits] of [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
] as const)
	local.addSubnet(net, bits);
for (const [net, bits] of [
	['::', 127],
	['fc00::', 7],
	['fe80::', 10],
] as const)
	local.addSubnet(net, bits, 'ipv6');

/** What n8n's web server knows of where a request came from. */
export interface From {
	ip?: string;
	/** Addresses that proxies which n8n trusts (N8N_PROXY_HOPS) have told. */
	ips?: string[];
	headers: Record<string, string | string[] | undefined>;
}

/**
 * Names the computer that a request came from: its IPv4 address, or the network of its IPv6 address, which one customer has whole. Undefined when it is
 * the address of a proxy, behind which everybody would count as one. Pure.
 */
export function senderOf({ ip, ips = [], headers }: From): string | undefined {
	if (headers['x-forwarded-for'] !== undefined && !ips.length) return undefined;
	const address = (ip ?? '').toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
	const version = isIP(address);
	if (!version || local.check(address, version === 6 ? 'ipv6' : 'ipv4')) return undefined;
	return version === 4 ? address : groupsOf(address).slice(0, 4).join(':');
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): string[] {
	const [head, tail] = address.split('::').map((part) => part.split(':').filter(Boolean));
	const all = tail ? [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail] : head;
	return all.map((group) => group.replace(/^0+(?=.)/, ''));
}
