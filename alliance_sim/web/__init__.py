"""The classroom and the explorer: a server on one laptop, pages for phones, desk and projector, nothing from outside.

The class's world is the model: a seat's orders become dated events of the scenario, and every year is lived again from
the start with all events so far, so that a class can be run again from its scenario file, to the bit.
"""
