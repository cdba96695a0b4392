import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, SetUpReport, type ConnectionName } from '../model';
import type { OperationContext } from './operationContext';

/** One thing that was looked at, as the page Set-up of the returns desk shows it. */
export type SetUpCheck = SetUpReport['checks'][number];

/** Whose set-up is looked at: brands may have accounts of their own. */
export const brandOfLookProperty: INodeProperties = {
	displayName: 'Brand',
	name: 'brand',
	type: 'string',
	default: 'default',
	description: 'Under which brand the returns desk shows it, when brands have accounts of their own',
};

/** What a look at another system gives out. */
export const lookOutput = z.object({
	setUp: SetUpReport.pick({ connection: true, brand: true, checks: true }).extend({
		/** Nothing is to be mended. */
		ready: z.boolean(),
	}),
});

/** Whose report it is, and of when. */
export function reportHead(context: OperationContext, connection: ConnectionName) {
	const brand = context.param('brand', 'default').trim() || 'default';
	return { connection, brand, lookedAt: new Date().toISOString() };
}

/** Looks at another system and keeps what was found for the returns desk, also that it could not be looked at: then it throws the EffectError. */
export async function lookedAt(
	context: OperationContext,
	connection: ConnectionName,
	name: string,
	look: () => Promise<SetUpCheck[]>,
): Promise<IDataObject> {
	try {
		const checks = await look();
		await context.store?.setUpReports.keep({ ...reportHead(context, connection), checks, choices: {} });
		const { brand } = reportHead(context, connection);
		const ready = checks.every(({ light }) => light !== 'mend');
		return { setUp: { connection, brand, ready, checks } };
	} catch (error) {
		if (error instanceof EffectError) await keepFailure(context, connection, name, error);
		throw error;
	}
}

/** Tells the desk that a system could not be looked at. */
export async function keepFailure(
	context: OperationContext,
	connection: ConnectionName,
	name: string,
	{ message, details }: EffectError,
): Promise<void> {
	const check: SetUpCheck = { what: name, light: 'mend', is: message, fix: details.advice ?? '' };
	await context.store?.setUpReports.keep({ ...reportHead(context, connection), checks: [check], choices: {} });
}
