import { type IDataObject, type IExecuteFunctions, type INodeExecutionData, type INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';
import { openStoreOf } from '../store/open';
import { inLanes, lanesOf } from './inLanes';
import { nameExecution } from './nameExecution';
import { branched, type Branches } from './branches';
import { errorItem, toNodeError } from './nodeError';
import { kindOf } from './shadow';
import { stepOf } from './step';
import { assertToolMay, isTool, type ToolStance } from './tool';
import { OperationContext } from './operationContext';

/** One operation = one file exporting these. */
export interface Operation {
	/** How the editor offers it: `value` is its name in workflows, `action` what the panel of nodes shows. */
	option: { name: string; value: string; action: string; description: string };
	/** Its parameters; the node adds displayOptions for resource and operation. */
	description: INodeProperties[];
	/** What an AI agent may do with it (see tool.ts). */
	asTool: ToolStance;
	/** What each of its items has of its own, beside what it passes on. The build makes the schema for the editor of it, tests hold it true. */
	output: z.AnyZodObject;
	/** Works on one item; gives back what is merged into the item's JSON, an item with binary data, or a list of new items. */
	execute(context: OperationContext): Promise<IDataObject | INodeExecutionData | IDataObject[]>;
	/** Where its node has an output for each kind of item (see branches.ts): their names, and which one an item leaves by. */
	branches?: Branches;
	/** False when it never ends a step, also not as the last node of a lane (see isFinisher in step.ts). */
	endsStep?: false;
	/** Lets several items run at once. Left out: one after the other. The output keeps the items' order either way. */
	parallel?: ParallelItems;
}

/** Which items of an operation may run at the same time. */
export interface ParallelItems {
	/** How many at once, at most. */
	limit(first: OperationContext): number;
	/** Items of the same key run one after the other, in their order. Undefined: beside any other. */
	keyOf(item: OperationContext): Promise<string | undefined>;
}

/** The thin `execute` of every node: one operation for every item, each failure kept to its item. */
export async function executeOperation(node: IExecuteFunctions, operation: Operation): Promise<INodeExecutionData[][]> {
	const store = await openStoreOf(node);
	const input = node.getInputData();
	const output: INodeExecutionData[][] = input.map(() => []);
	const steps = input.map((_, index) => stepOf(node, index));
	const done = new Set<number>();
	const contextOf = (itemIndex: number) => new OperationContext(node, itemIndex, store, steps, done);

	async function runItem(itemIndex: number): Promise<void> {
		const pairedItem = { item: itemIndex };
		const { json } = input[itemIndex];
		try {
			const context = contextOf(itemIndex);
			if (operation.asTool !== 'free') await context.enterShadow();
			assertToolMay(context, operation.asTool);
			const kind = kindOf(node);
			const result = await operation
				.execute(context)
				.catch(async (error: unknown) => await context.withholdRefused(kind, error));
			await context.withholdShown(kind, result);
			// Counted before the look at the others: of items that end together, exactly one ends their step.
			done.add(itemIndex);
			// What an agent only looks up ends no step.
			const endsStep = operation.endsStep !== false && !(operation.asTool === 'free' && isTool(node));
			if (endsStep) await context.endStep();
			if (Array.isArray(result)) output[itemIndex] = result.map((one) => ({ json: one, pairedItem }));
			else if (isItem(result))
				output[itemIndex] = [{ ...result, json: { ...result.json, ...json, ...result.json }, pairedItem }];
			else output[itemIndex] = [{ json: { ...result, ...json, ...result }, pairedItem }];
		} catch (error) {
			if (!node.continueOnFail()) throw toNodeError(node.getNode(), error, itemIndex, executionOf(node));
			done.add(itemIndex);
			output[itemIndex] = [{ json: errorItem(error, itemIndex), pairedItem }];
		}
	}

	async function runAll(): Promise<void> {
		const { parallel } = operation;
		if (!parallel || input.length < 2) {
			for (const itemIndex of input.keys()) await runItem(itemIndex);
		} else {
			// An item whose key cannot be told fails by itself, with its own message.
			const keys = await Promise.all(
				input.map(async (_, index) => await parallel.keyOf(contextOf(index)).catch(() => undefined)),
			);
			await inLanes(lanesOf(keys), parallel.limit(contextOf(0)), runItem);
		}
	}

	try {
		await runAll();
	} finally {
		nameExecution(
			node,
			[...input, ...output.flat()].map(({ json }) => json),
			steps,
		);
	}
	if (input.length && canBeReal(operation) && contextOf(0).dryRun) node.addExecutionHints(dryRunHint);
	return branched(node, operation, output.flat());
}

/** Shown above the output in the editor. */
const dryRunHint = {
	message:
		'A test run: nothing was sent, booked or stored. The output shows what would be done. To do it for real in test runs, switch on Options > Send for Real in Test Runs.',
	location: 'outputPane' as const,
};

/** Whether an operation acts only for real: then it has the switch for it. */
function canBeReal({ description }: Operation): boolean {
	return description.some(
		({ name, options }) => name === 'options' && options?.some((option) => option.name === 'sendForReal'),
	);
}

/** The address of this execution, for whoever looks at a stuck step later. */
function executionOf(node: IExecuteFunctions): string {
	return `${node.getInstanceBaseUrl()}workflow/${node.getWorkflow().id}/executions/${node.getExecutionId()}`;
}

function isItem(result: IDataObject | INodeExecutionData): result is INodeExecutionData {
	return 'json' in result && typeof result.json === 'object';
}
