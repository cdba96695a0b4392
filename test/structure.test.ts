import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from '../gulp/imports';
import { logicLines } from './support/logicLines';

/* An operation reads as a story: what it does step by step, and where. How each step is done stands in the rooms of its node. */

const longest = 60;
const operations = sourceFiles().filter((file) => file.endsWith('.operation.ts'));

it('no operation carries more logic than fits a screen', () => {
	const long = operations
		.map((file) => ({ file, lines: logicLines(readFileSync(join(__dirname, '..', file), 'utf8')) }))
		.filter(({ lines }) => lines > longest);
	expect(long).toEqual([]);
	expect(operations.length).toBeGreaterThan(150);
});

it('counts what an operation does, not what it says of itself', () => {
	const words = `import { z } from 'zod';
export const option = {
	name: 'Get',
};
/** Parameters. */
export const description: INodeProperties[] = [
	{ name: 'x' },
];
export const output = z.object({
	x: z.string(),
});
`;
	expect(logicLines(words)).toBe(0);
	expect(logicLines(`${words}\n// A remark.\n\nexport const asTool = 'free';`)).toBe(1);
	expect(logicLines(`${words}const Given = z.object({\n\tx: z.string(),\n});`)).toBe(3);
	expect(logicLines(`${words}/** Gets it. */\nfunction get() {\n\n\t/* now */\n\treturn \`a\nb\`; // so\n}`)).toBe(4);
});
