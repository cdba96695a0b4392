import { z } from 'zod';

/** How the pages for customers look, and who may frame them. */
export const PageSettings = z
	.object({
		/** What customers call the shop. */
		name: z.string().max(100).optional(),
		/** Address of its logo, or the picture itself. */
		logo: z
			.string()
			.max(200_000)
			.regex(
				/^(https:\/\/[^\s"'<>\\]+|data:image\/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=]+)$/,
				'write an address that begins with https://, or a picture as data:image/…;base64,…',
			)
			.optional(),
		/** Of buttons. */
		color: z
			.string()
			.regex(/^#[0-9a-f]{6}$/i, 'write a colour such as #1f5f5b')
			.optional(),
		/** Hosts whose pages may show ours in a frame; absent: none. */
		hosts: z
			.array(
				z
					.string()
					.regex(
						/^(https?:\/\/)?(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i,
						'write a host such as shop.example.com',
					),
			)
			.max(50)
			.optional(),
	})
	.strict();
export type PageSettings = z.infer<typeof PageSettings>;
