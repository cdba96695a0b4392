import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isReference } from '../model';

/** n8n logs an error about a value of more than 255 characters (docs/facts/n8n.md#custom-data-of-an-execution). */
const mostCharacters = 250;

/**
 * Writes into n8n's own list of executions which returns this one is about: reference, order and step, as custom data, by which executions
 * can be found. Several are separated by commas.
 * @param items what the operation was given and what it made, as far as it got
 */
export function nameExecution(node: IExecuteFunctions, items: Array<IDataObject | undefined>, steps: unknown[]): void {
	const of = (pick: (item: IDataObject) => unknown) => items.flatMap((item) => (item ? [pick(item)] : []));
	const caseOf = (item: IDataObject) => item.case as IDataObject | undefined;
	const values = {
		reference: of((item) => item.reference ?? caseOf(item)?.reference).filter(isReference),
		order: of((item) => caseOf(item)?.orderNumber),
		step: steps.map((step) => (step as IDataObject | undefined)?.name),
	};
	for (const [key, found] of Object.entries(values)) {
		const names = [...new Set(found)].filter((one): one is string => typeof one === 'string' && one !== '');
		if (names.length) node.customData.set(key, names.join(', ').slice(0, mostCharacters));
	}
}
