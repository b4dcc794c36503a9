"""What do I hand in? Documents made from the code and from results: the ODD description, a report, a card a seat."""
