import { z } from 'zod';
import { parsedAnswer } from '../../../nodes/shared/effect';

const shop = { provider: 'The shop', connection: 'shop' };

it("a provider's answer is checked, and a misshapen one says what it means", () => {
	const Answer = z.object({ id: z.string() });
	expect(parsedAnswer(Answer, { id: 'a', more: 1 }, shop, 'rejected')).toEqual({ id: 'a' });
	expect(() => parsedAnswer(Answer, '<html>', shop, 'unknown_outcome')).toThrow(
		expect.objectContaining({
			message: "The shop's answer has an unexpected shape (answer: Expected object, received string)",
			category: 'unknown_outcome',
			details: expect.objectContaining({ connection: 'shop' }),
		}),
	);
});
