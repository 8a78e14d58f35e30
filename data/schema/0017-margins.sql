-- The book, step 17: margins without tax, and why one is a loss.

-- Margin statement: why the customers' charges of a line are below the reseller's
-- own, by the fee with the greatest loss, which is in ref; '' they are not, or it
-- was not asked.
ALTER TABLE document_line ADD COLUMN loss TEXT NOT NULL DEFAULT '' CHECK (loss IN
	('', 'no_price', 'free_time', 'zero_price', 'rounding', 'below_cost'));

-- The tax that is in the prices of customers whose prices include it: amount_e8
-- is without it, and both add up to the prices, exactly.
ALTER TABLE document_tie ADD COLUMN tax_e8 INTEGER NOT NULL DEFAULT 0;
