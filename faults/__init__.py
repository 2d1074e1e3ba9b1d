"""`make faults`: what goes wrong with mail, tried thousands of times; counted are mails lost and doubled."""
