import { connectionNames } from './providers';

/**
 * Sources of this package's own events. Their ids are made from what they mean (a refund and its status, a receipt and the return),
 * so the same id is the same event, however much a later answer of the provider says besides. Nobody else may use them.
 */
export const ownSources: readonly string[] = ['case', 'flow', 'by hand', ...connectionNames];

/** Whether a source is one of this package's own, in whatever case and with whatever spaces it is written. */
export function isOwnSource(source: string): boolean {
	return ownSources.includes(
		source
			.trim()
			.toLowerCase()
			.replace(/[\s_-]+/g, ' '),
	);
}
