/** The package ships no types; this is all that the contract test uses. */
declare module 'stripe-stateful-mock' {
	import type { Server } from 'node:http';

	export function createExpressApp(): { listen(port: number, host: string, ready?: () => void): Server };
}
