-- shares_outstanding: how many shares of each class there are at the end of each month. One row per issuer, class, month.
-- stock_code, month_end                    the issuer's main code, and the last day of the month
-- share_class, share_type, class_position  the class; class_position counts classes of the same words, and 1 is the usual
-- class_stock_code, listed                 as the form shows them; no key: two classes can show the same code
-- closing_issued    shares in issue without treasury shares; null: blank, or unreadable (then has_error)
-- closing_treasury  treasury shares; null: blank, or a form before June 2024, which has no such cell
-- closing_total     both together; null: blank, or unreadable (then has_error)
-- filing_id, issued_row                    the row of issued_shares that it is
-- has_error         a finding of severity error touches that row: look at `findings` before the number is used
create or replace view shares_outstanding as
select c.stock_code, c.month_end, c.share_class, c.share_type, c.class_position, c.class_stock_code, c.listed,
       c.closing_issued, c.closing_treasury, c.closing_total, c.filing_id, c.row as issued_row, c.has_error
from current_classes c;
